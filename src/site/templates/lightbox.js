// Shows the pictures of a gallery in full, with keys and swipes. Without it each leads to its file.
(() => {
  const links = [...document.querySelectorAll("a.zoom")];
  if (!links.length || !window.HTMLDialogElement || document.querySelector(".lightbox")) return;
  const [title, ...words] = document.currentScript.dataset.words.split("|");
  const make = (name) => document.createElement(name);
  const [dialog, figure, caption] = ["dialog", "figure", "figcaption"].map(make);
  let group = links;
  let at = 0;
  let start = null;
  dialog.className = "lightbox";
  dialog.ariaLabel = title;
  caption.ariaLive = "polite";
  const acts = [() => dialog.close(), () => show(at - 1), () => show(at + 1)];
  dialog.append(figure, ...acts.map((act, i) => {
    const button = make("button");
    button.textContent = "\u00d7\u2039\u203a"[i];
    button.ariaLabel = words[i];
    button.onclick = act;
    return button;
  }));
  document.body.append(dialog);

  const show = (wanted) => {
    at = (wanted + group.length) % group.length;
    const link = group[at];
    const picture = link.firstElementChild.cloneNode(true);
    for (const part of [picture, ...picture.children]) {
      part.removeAttribute("class");
      if (part.sizes) part.sizes = "100vw";
      if (part.loading) part.loading = "eager";
    }
    const said = link.closest("figure")?.querySelector("figcaption")?.cloneNode(true).childNodes;
    caption.replaceChildren(...(said ?? [link.querySelector("img").alt]));
    if (!caption.textContent.trim()) caption.textContent = `${at + 1} / ${group.length}`;
    figure.replaceChildren(picture, caption);
  };
  const step = (event, right) => {
    event.preventDefault();
    show(at + (right === (getComputedStyle(dialog).direction === "ltr") ? 1 : -1));
  };
  dialog.onkeydown = (event) => {
    const { key } = event;
    if (key === "ArrowRight" || key === "ArrowLeft") step(event, key === "ArrowRight");
    if (key === "Home" || key === "End") show(key === "Home" ? 0 : -1);
  };
  dialog.onpointerdown = (event) => { start = event.isPrimary ? event.clientX : null; };
  dialog.onpointercancel = () => { start = null; };
  dialog.onpointerup = (event) => {
    const moved = start === null ? 0 : event.clientX - start;
    start = null;
    if (Math.abs(moved) > 40) step(event, moved < 0);
  };
  dialog.ondragstart = (event) => event.preventDefault();
  dialog.onclick = (event) => {
    if (event.target === dialog || event.target === figure) dialog.close();
  };
  // The keys go on where the eyes are.
  dialog.onclose = () => {
    figure.replaceChildren();
    group[at].focus();
  };
  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const gallery = link.closest("section");
      group = links.filter((other) => !gallery || gallery.contains(other));
      dialog.dataset.count = group.length;
      show(group.indexOf(link));
      dialog.showModal();
    });
  }
})();
