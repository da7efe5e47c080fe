// Improves pages that already work without it: live refresh, copy, keyboard. Nothing is lost when it
// does not run.
(() => {
  "use strict";

  // "/" goes to the search, j and k walk a list, Enter opens the line.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "/") {
      const search = document.querySelector(".search input");
      if (search) {
        search.focus();
        event.preventDefault();
      }
      return;
    }
    if (event.key !== "j" && event.key !== "k") return;
    const lines = [...document.querySelectorAll("main table.list tbody a.open")];
    if (lines.length === 0) return;
    const at = lines.indexOf(document.activeElement);
    const next = event.key === "j" ? Math.min(at + 1, lines.length - 1) : Math.max(at - 1, 0);
    lines[next].focus();
  });

  // The real value of a defanged address.
  const showCopies = (root) => {
    if (!navigator.clipboard) return;
    root.querySelectorAll("button.copy[hidden]").forEach((button) => (button.hidden = false));
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1500);
  });
  document.addEventListener("htmx:afterSwap", (event) => showCopies(event.target));

  // The live stream says which topic changed; htmx then asks for the fragments that wait for it. A
  // topic is told at once, then once a second at most; the last change is never lost.
  const resting = new Map();
  const tell = (topic) => {
    if (resting.has(topic)) {
      resting.set(topic, true);
      return;
    }
    resting.set(topic, false);
    setTimeout(() => {
      const again = resting.get(topic);
      resting.delete(topic);
      if (again) tell(topic);
    }, 1000);
    document.body.dispatchEvent(new CustomEvent("live:" + topic));
  };
  const start = () => {
    showCopies(document);
    const live = document.querySelector("[data-live]");
    if (!live || !window.EventSource) return;
    live.hidden = false;
    let source = null;
    const open = () => {
      source = new EventSource(live.dataset.live);
      source.addEventListener("live", (event) => tell(event.data));
      source.onopen = () => live.classList.remove("cut");
      source.onerror = () => live.classList.add("cut");
    };
    open();
    const pause = live.querySelector("[data-live-pause]");
    pause.addEventListener("click", () => {
      const other = pause.dataset.resume;
      pause.dataset.resume = pause.textContent;
      pause.textContent = other;
      if (source) {
        source.close();
        source = null;
        live.classList.add("cut");
      } else {
        open();
        ["alerts", "incidents", "peers"].forEach(tell);
      }
    });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
