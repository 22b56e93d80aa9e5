// Warns before the session ends. Without it the foot of the page says until when one is signed in.
const box = document.querySelector(".own-session");

if (box) {
  const words = box.querySelector("#own-session-words");
  const title = box.querySelector("#own-session-title");
  const button = box.querySelector("button");
  const others = "BroadcastChannel" in window ? new BroadcastChannel("ehcp-flow-session") : null;
  let ends = 0;
  let told = "";

  const endsIn = (seconds) => {
    ends = Date.now() + seconds * 1000;
    told = "";
    box.hidden = true;
  };

  const say = (heading, text, canStay) => {
    if (told === text) return;
    const first = told === "";
    told = text;
    title.textContent = heading;
    words.textContent = text;
    button.hidden = !canStay;
    box.hidden = false;
    if (first) box.focus();
  };

  const look = () => {
    const left = Math.round((ends - Date.now()) / 1000);
    if (left <= 0) {
      say("You are signed out", "You are signed out. If you were typing, send the form: you sign in again, and what you typed is kept.", false);
    } else if (left <= Number(box.dataset.warn)) {
      const minutes = Math.ceil(left / 60);
      say("You will soon be signed out", `You will be signed out in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`, true);
    }
  };

  const stay = async () => {
    const before = ends;
    try {
      const answer = await fetch("/still-here", {
        method: "POST",
        body: new URLSearchParams({ csrf: box.dataset.csrf }),
        redirect: "error",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const { seconds } = await answer.json();
      endsIn(seconds);
      if (others) others.postMessage(seconds);
      if (seconds <= Number(box.dataset.warn)) {
        say("You will soon be signed out", "Twelve hours are over, so you will be signed out whatever you do. Save what you are working on.", false);
      }
    } catch {
      ends = before;
      say("You will soon be signed out", "This could not be done. Save what you are working on.", true);
    }
  };

  button.addEventListener("click", stay);
  if (others) others.addEventListener("message", (event) => endsIn(event.data));
  endsIn(Number(box.dataset.seconds));
  if (others) others.postMessage(Number(box.dataset.seconds));
  setInterval(look, 1000);
  look();
}
