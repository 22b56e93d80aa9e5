// Makes the components work that are better with a script. Every page works without.
import { initAll } from "./vendor/govuk-frontend.min.js";

initAll();
