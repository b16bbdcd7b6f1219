/* What the form that sends a report does more where there is a script. In production storage.py joins these into one file. */
import "./js/urgent.js";
import "../ui/names.js";
import "./js/upload.js";
import "./js/place.js";
import "./js/draft.js";
