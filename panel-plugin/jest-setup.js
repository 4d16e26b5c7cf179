// Jest setup provided by Grafana scaffolding
import './.config/jest-setup';

// jsdom lays nothing out: everything observed is 400 × 60 pixels
global.ResizeObserver = class {
  constructor(report) {
    this.report = report;
  }
  observe(target) {
    this.report([{ target, contentRect: new DOMRect(0, 0, 400, 60) }], this);
  }
  unobserve() {}
  disconnect() {}
};
global.DOMRect ??= class {
  constructor(x, y, width, height) {
    Object.assign(this, { x, y, width, height, left: x, top: y, right: x + width, bottom: y + height });
  }
};
// Grafana's inputs size themselves by their text, its lists by their box
HTMLCanvasElement.prototype.getContext = () => ({ measureText: (text) => ({ width: 8 * text.length }) });
Element.prototype.getBoundingClientRect = () => new DOMRect(0, 0, 400, 60);

global.IntersectionObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
