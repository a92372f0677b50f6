// Waits until the page is drawn down to `lowest`, and measures it.
async (lowest) => {
  const root = document.documentElement;
  const seen = [...document.images].filter((image) => image.getBoundingClientRect().top < lowest);
  const drawn = seen.map((image) => {
    image.loading = "eager";
    return image.decode().catch(() => {});
  });
  const enough = new Promise((done) => setTimeout(done, 2500));
  await Promise.race([Promise.all([document.fonts.ready, ...drawn]), enough]);

  // The preview's own sign is no part of the site.
  for (const sign of document.querySelectorAll(".preview-banner")) sign.remove();

  const wide = root.clientWidth;
  const isRightToLeft = getComputedStyle(root).direction === "rtl";
  const beyond = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 ? (isRightToLeft ? -box.left : box.right - wide) : 0;
  };
  const isCut = (element) => {
    for (let above = element.parentElement; above && above !== document.body; above = above.parentElement) {
      if (getComputedStyle(above).overflowX !== "visible") return true;
    }
    return false;
  };
  const scrolls = root.scrollWidth > wide + 1;
  const all = scrolls ? [...document.body.querySelectorAll("*")].filter((it) => beyond(it) > 1 && !isCut(it)) : [];
  const few = all.slice(0, 300);
  const innermost = few.filter((it) => !few.some((other) => other !== it && it.contains(other)));
  const name = (it) => (it.innerText || it.alt || it.getAttribute("aria-label") || it.tagName.toLowerCase()).trim();
  const load = performance.getEntriesByType("navigation")[0];
  return JSON.stringify({
    address: location.href,
    status: load ? load.responseStatus : 0,
    height: root.scrollHeight,
    missing: seen.filter((image) => image.complete && image.naturalWidth === 0).length,
    tooWide: innermost.slice(0, 5).map((it) => [name(it).slice(0, 80), Math.round(beyond(it))]),
  });
}
