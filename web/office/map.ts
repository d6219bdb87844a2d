/** The town's map on a page of the office. */
import "./map.css";
import "../data/map/map";
