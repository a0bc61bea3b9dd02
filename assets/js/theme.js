// A classic script in the head: the chosen theme is on <html> before anything is painted, so that no page flashes white
// at night. Without a choice there is no attribute, and the stylesheet goes by the system.
(function () {
  var KEY = 'weigence-chat:ajustes'; // settings.js
  var root = document.documentElement;
  var bars = Array.prototype.slice.call(document.querySelectorAll('meta[name="theme-color"]'));
  var usual = bars.map(function (bar) { return bar.content; }); // light, dark

  // 'light', 'dark', or anything else for the system's.
  window.weigenceTheme = function (theme) {
    var isChosen = theme === 'light' || theme === 'dark';
    if (isChosen) root.setAttribute('data-theme', theme);
    else root.removeAttribute('data-theme');
    bars.forEach(function (bar, index) { bar.content = isChosen ? usual[theme === 'dark' ? 1 : 0] : usual[index]; });
  };

  try {
    window.weigenceTheme((JSON.parse(localStorage.getItem(KEY)) || {}).theme);
  } catch (forbiddenOrBroken) { // the system's
  }
})();
