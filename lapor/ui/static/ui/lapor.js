/* The list of modules on every page. In production storage.py joins them into this one file. */
import "./js/theme.js";
import "./js/once.js";
import "./js/counter.js";
import "./js/errors.js";
import "./js/toast.js";
import "./js/dialog.js";
import "./js/menu.js";
