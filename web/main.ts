/** Every page's script: small conveniences on pages that already work without it. */
import "./styles/main.css";
import { wireOffline } from "./offline/register";
import { wireAll } from "./shared/wire";

wireAll(document);
wireOffline(document);
