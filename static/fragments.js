// @ts-check
"use strict";

// A fragment that was made elsewhere finds its heading: by its plain name where the site has an id
// like it and put `text-` in front, and by the names that headings had here before or have on code
// forges. Nothing here makes HTML; without a script such a link leads to the top of the page.
{
  const PREFIX = "text-";
  const OLD_PREFIXES = ["user-content-", "user-", PREFIX];

  /** @returns {string} */
  const fragment = () => {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return "";
    }
  };

  /** @param {string} name @returns {string[]} */
  const namesOf = (name) => {
    const bare = OLD_PREFIXES.filter((old) => name.startsWith(old)).map((old) => name.slice(old.length));
    const plain = [name, ...bare].flatMap((each) => [each, each.trim().toLowerCase().replaceAll(" ", "-")]);
    return plain.flatMap((each) => [each, PREFIX + each]);
  };

  /**
   * Goes on to the place in the text that a fragment means. Where the page has that very id, as the
   * link that skips to the content has, only a visitor who comes from outside means the text.
   * @param {boolean} arriving
   */
  const find = (arriving) => {
    const name = fragment();
    const exact = document.getElementById(name);
    if (!name || exact?.closest(".prose") || (exact && !arriving)) return;
    const places = namesOf(name).map((each) => document.getElementById(each));
    const place = places.find((each) => each?.closest(".prose"));
    if (place) location.replace(`#${encodeURIComponent(place.id)}`);
  };

  window.addEventListener("hashchange", () => find(false));
  find(true);
}
