/** Every page's script: small conveniences on pages that already work without it. */
import "./styles/main.css";
import { wireAll } from "./shared/wire";

wireAll(document);
