// What a page needs of JavaScript: a button that stops an animation, a slider through the frames of another, boxes that scroll by keyboard.
"use strict";
(() => {
  const WORDS = {
    ko: { pause: "움직임 멈추기", play: "움직임 보기", back: "앞 그림", next: "다음 그림", through: "그림 넘기기" },
    en: { pause: "Pause the animation", play: "Play the animation", back: "Back", next: "Next", through: "Go through the pictures" },
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

  // A picture with stops: one frame at a time, by slider, by button or by the arrow keys on the slider.
  function addStepper(box) {
    const stops = JSON.parse(box.dataset.stops);
    const images = [...box.querySelectorAll("img")]; // all frames for light pages, then those for dark ones
    const bar = document.createElement("div");
    bar.className = "steps";
    const button = (label, sign, by) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = sign;
      made.setAttribute("aria-label", label);
      made.addEventListener("click", () => show(Number(slider.value) + by));
      return made;
    };
    const slider = document.createElement("input");
    Object.assign(slider, { type: "range", min: 0, max: stops.length - 1 });
    slider.setAttribute("aria-label", words.through);
    slider.addEventListener("input", () => show(Number(slider.value)));
    const back = button(words.back, "◀", -1);
    const next = button(words.next, "▶", 1);
    const name = document.createElement("output");
    function show(number) {
      images.forEach((image, place) => image.classList.toggle("now", place % stops.length === number));
      slider.value = number;
      slider.setAttribute("aria-valuetext", stops[number]);
      name.textContent = stops[number];
      back.disabled = number === 0;
      next.disabled = number === stops.length - 1;
    }
    // A frame that is fetched only when its turn comes would flicker.
    const fetchAll = () => images.forEach((image) => (image.loading = "eager"));
    for (const sign of ["pointerenter", "focusin", "touchstart"]) bar.addEventListener(sign, fetchAll, { once: true, passive: true });
    bar.append(back, slider, next, name);
    box.append(bar);
    show(0);
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
  document.querySelectorAll(".picture.stepper").forEach(addStepper);
  letKeyboardScroll();
})();
