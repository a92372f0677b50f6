// A film is loaded when somebody asks for it, and not before: until then it is a link with a picture.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.film");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { frame, file } = link.dataset;
  const film = document.createElement(frame ? "iframe" : "video");
  film.title = link.textContent.trim();
  if (frame) {
    film.allow = "autoplay; fullscreen; picture-in-picture";
    film.referrerPolicy = "strict-origin-when-cross-origin";
  } else {
    film.controls = film.autoplay = film.playsInline = true;
  }
  film.src = frame ?? file;
  const place = document.createElement("div");
  place.className = "film";
  place.append(film);
  link.replaceWith(place);
  film.focus();
});
