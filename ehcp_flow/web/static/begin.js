// Runs before the page is drawn: tells the style sheet that scripts run, and that modules do.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
