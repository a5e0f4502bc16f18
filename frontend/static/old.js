// Says so when Ebb does not start: a browser that is too old, or a file that did not come. Plain on purpose: old browsers read it.
(function () {
  function say() {
    var shell = document.querySelector('#app .shell');
    if (!shell || document.getElementById('not-started')) return;
    var said = document.createElement('p');
    said.id = 'not-started';
    said.setAttribute('role', 'alert');
    said.textContent =
      'Ebb has not started. If this browser is old, try a newer one. Nothing can be logged now. ' +
      'If something is wrong, call your clinic. In an emergency, call your emergency number now.';
    shell.parentNode.insertBefore(said, shell);
  }
  addEventListener('error', say, true);
  setTimeout(say, 10000);
})();
