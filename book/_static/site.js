// What a page needs of JavaScript: a button that stops an animation, and boxes that scroll by keyboard.
"use strict";
(() => {
  const WORDS = {
    ko: { pause: "움직임 멈추기", play: "움직임 보기" },
    en: { pause: "Pause the animation", play: "Play the animation" },
  };
  const words = WORDS[document.documentElement.lang] || WORDS.en;

  // A moving picture has its still beside it; the class "paused" on their box says which one is seen.
  function addButton(box) {
    const button = document.createElement("button");
    button.type = "button";
    const show = (paused) => {
      box.classList.toggle("paused", paused);
      button.setAttribute("aria-pressed", String(paused));
      button.textContent = paused ? words.play : words.pause;
    };
    button.addEventListener("click", () => show(!box.classList.contains("paused")));
    show(matchMedia("(prefers-reduced-motion: reduce)").matches);
    box.append(button);
    // Paper gets the still, so it must be there before anybody prints.
    for (const moving of box.querySelectorAll("img.animation")) {
      const fetchStill = () => (moving.nextElementSibling.loading = "eager");
      if (moving.complete && moving.naturalWidth) fetchStill();
      else moving.addEventListener("load", fetchStill, { once: true });
    }
  }

  // Whoever scrolls with the arrow keys must be able to reach what scrolls.
  function letKeyboardScroll() {
    const boxes = "div.math, .bd-article pre, .bd-article .output, .pst-scrollable-table-container";
    for (const box of document.querySelectorAll(boxes)) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    }
  }

  // Paper is light, and waits for no picture to be scrolled to.
  function printInLight() {
    const page = document.documentElement;
    let theme;
    addEventListener("beforeprint", () => {
      theme = page.dataset.theme;
      page.dataset.theme = "light";
      for (const image of document.images) image.loading = "eager";
    });
    addEventListener("afterprint", () => (page.dataset.theme = theme));
  }

  printInLight();
  document.querySelectorAll(".picture.moving").forEach(addButton);
  letKeyboardScroll();
})();
