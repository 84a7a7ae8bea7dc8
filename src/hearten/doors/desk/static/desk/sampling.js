// A slider says its value beside it; without this script the slider still works and the page answers all the same.
(() => {
  "use strict";
  for (const slider of document.querySelectorAll("input[type=range][data-says]")) {
    const box = document.createElement("div");
    box.className = "ht-slider";
    const says = document.createElement("output");
    says.htmlFor = slider.id;
    slider.replaceWith(box);
    box.append(slider, says);
    const say = () => { says.textContent = slider.value; };
    slider.addEventListener("input", say);
    say();
  }
})();
