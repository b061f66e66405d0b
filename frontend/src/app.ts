import "htmx.org";

import { startAutoSubmit } from "./behaviour/filters";
import { startHouseholds } from "./behaviour/household";
import { startInterview, startNeutralPage } from "./behaviour/interview";
import { startMenus } from "./behaviour/menus";
import { startPaperCamera } from "./behaviour/papers";
import { startPasskeys } from "./behaviour/passkeys";
import { startOutbox } from "./behaviour/outbox";
import { startPrintButtons } from "./behaviour/printing";
import { startSuggestions } from "./behaviour/suggestions";
import { startTallyPads } from "./behaviour/tallypad";
import { startOnceForms } from "./behaviour/once";
import "./styles/app.css";

startMenus(document);
startAutoSubmit(document);
startPrintButtons(document);
startTallyPads(document);
startSuggestions(document);
startHouseholds(document);
startOnceForms(document);
startOutbox(document);
startPaperCamera(document);
startPasskeys(document);
startInterview(document);
startNeutralPage(document);
