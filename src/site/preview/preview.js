// Reloads the page when the site's content has changed, and stays where the reader was.
// It listens only while the page is in sight: a browser allows few open connections to one host.
(() => {
  const { events, revision } = document.currentScript.dataset;
  const place = `deskhand-scroll:${location.pathname}`;
  let known = revision;
  let source = null;

  const kept = sessionStorage.getItem(place);
  if (kept !== null) {
    sessionStorage.removeItem(place);
    document.documentElement.style.scrollBehavior = "auto";
    scrollTo(0, Number(kept));
    document.documentElement.style.scrollBehavior = "";
  }

  const changed = (event) => {
    if (known === undefined) known = event.data;
    if (event.data === known) return;
    source.close();
    sessionStorage.setItem(place, String(scrollY));
    location.reload();
  };
  const follow = () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (!source) {
      source = new EventSource(events);
      source.addEventListener("revision", changed);
      // A browser gives up on some failures, such as a server between two processes.
      source.addEventListener("error", () => {
        if (source?.readyState !== EventSource.CLOSED) return;
        source = null;
        setTimeout(follow, 1000);
      });
    }
  };
  document.addEventListener("visibilitychange", follow);
  addEventListener("pageshow", follow);
  follow();
})();
