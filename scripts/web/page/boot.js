// Loads the app and lends it what a page has and Fyne's driver does not reach: words for
// the loading, touch that scrolls, a phone's keyboard, files, links. Nothing is kept.
"use strict";
(() => {
	const app = (globalThis.throughline = { unsent: 0 });
	const field = document.getElementById("dummyEntry"); // Fyne looks for this name

	// The language of the page, of the two that it is written in.
	const spanish = navigator.language.toLowerCase().startsWith("es");
	let section;
	for (const s of document.querySelectorAll("section[lang]")) {
		s.hidden = (s.lang === "es") !== spanish;
		section = s.hidden ? section : s;
	}
	document.documentElement.lang = section.lang;
	const words = JSON.parse(section.dataset.words);
	const line = section.querySelector(".progress");
	const say = (text) => {
		if (line.textContent !== text) {
			line.textContent = text;
		}
		line.hidden = false;
	};

	// Fyne would keep its preferences in localStorage and open a database. What is written
	// goes nowhere that outlives the tab, whoever writes it.
	const nowhere = () => {
		const kept = new Map();
		return {
			get length() { return kept.size; },
			key: (i) => [...kept.keys()][i] ?? null,
			getItem: (k) => kept.get(String(k)) ?? null,
			setItem: (k, v) => { kept.set(String(k), String(v)); },
			removeItem: (k) => { kept.delete(String(k)); },
			clear: () => { kept.clear(); },
		};
	};
	for (const name of ["localStorage", "sessionStorage"]) {
		Object.defineProperty(globalThis, name, { value: nowhere() });
	}
	const refuse = () => {
		const request = Object.create(IDBOpenDBRequest.prototype);
		const values = {
			error: new DOMException("this page keeps nothing", "SecurityError"), result: undefined, source: null,
			addEventListener(type, heard) {
				if (type === "error") {
					setTimeout(() => heard.call(request, new Event("error", { cancelable: true })), 0);
				}
			},
			removeEventListener() {},
		};
		for (const [name, value] of Object.entries(values)) {
			Object.defineProperty(request, name, { value });
		}
		return request;
	};
	const factory = Object.create(IDBFactory.prototype);
	Object.defineProperty(factory, "open", { value: refuse });
	Object.defineProperty(globalThis, "indexedDB", { value: factory });

	// Leaving asks first where something is not with the clinic yet.
	let quiet = false;
	addEventListener("beforeunload", (e) => {
		if (app.unsent > 0 && !quiet) {
			e.preventDefault();
			e.returnValue = true;
		}
	});
	// A page that comes back from the browser's memory has ended its sign-in: begin anew.
	addEventListener("pageshow", (e) => {
		if (e.persisted) {
			location.reload();
		}
	});

	app.open = (address, isPage) => {
		if (!isPage) { // a telephone number: the page stays
			quiet = true;
			location.assign(address);
			setTimeout(() => { quiet = false; }, 2000);
			return;
		}
		const bar = document.getElementById("link");
		bar.hidden = true;
		const opened = window.open(address, "_blank");
		if (opened) {
			return;
		}
		const link = bar.querySelector("a"); // the browser wants a tap of its own
		link.href = address;
		link.textContent = words.link;
		bar.hidden = false;
	};
	document.getElementById("link").addEventListener("click", (e) => {
		e.currentTarget.hidden = true;
	});

	app.save = (name, bytes) => {
		const link = document.createElement("a");
		link.href = URL.createObjectURL(new Blob([bytes]));
		link.download = name;
		link.click();
		setTimeout(() => URL.revokeObjectURL(link.href), 60000);
	};

	// Typing. The field holds some blanks, so that a keyboard has something to take away,
	// and the app is told how what it holds has changed.
	const blanks = "\u00a0".repeat(32);
	let last = [...blanks];
	const empty = () => {
		field.value = blanks;
		field.setSelectionRange(blanks.length, blanks.length);
		last = [...blanks];
	};
	const nativeFocus = HTMLElement.prototype.focus.bind(field);
	// Fyne asks for the keyboard at every control; only one that takes text gets it.
	field.focus = () => {
		setTimeout(() => {
			if (!app.takesText || !app.takesText()) {
				field.blur();
				return;
			}
			empty();
			nativeFocus({ preventScroll: true });
		}, 0);
	};
	field.addEventListener("input", (e) => {
		const now = [...field.value];
		let same = 0;
		while (same < now.length && same < last.length && now[same] === last[same]) {
			same++;
		}
		const back = last.length - same;
		const text = now.slice(same).join("");
		last = now;
		if (app.typed && (back > 0 || text)) {
			app.typed(back, text);
		}
		if (!e.isComposing && (now.length < 8 || now.length > 400)) {
			empty();
		}
	});
	addEventListener("keydown", (e) => {
		const command = e.ctrlKey || e.metaKey;
		const paste = command && e.key.toLowerCase() === "v";
		const browsers = command && ["+", "-", "=", "0", "r", "l", "t", "w", "n", "p"].includes(e.key.toLowerCase());
		const typing = document.activeElement === field && !command &&
			(e.isComposing || e.keyCode === 229 || [...e.key].length === 1 || e.key === "Dead");
		if (browsers || typing || (paste && document.activeElement === field)) {
			e.stopImmediatePropagation(); // Fyne would stop what the browser does with it
		}
	}, true);

	// A finger that moves scrolls what is under it. Fyne knows mouse wheels: it takes a fifth
	// of a small turn, and twice a large one (scroll_speed_wasm.go).
	const turn = (dx, dy) => {
		const parts = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)) / 0.9));
		for (let i = 0; i < parts; i++) {
			document.dispatchEvent(new WheelEvent("wheel", { deltaX: -dx * 5 / parts, deltaY: -dy * 5 / parts, cancelable: true }));
		}
	};
	let finger = null;
	let gliding = 0;
	const at = (touch) => ({ x: touch.clientX, y: touch.clientY, t: performance.now() });
	// A finger that is lost, or gets company, wants nothing.
	const lost = () => {
		if (finger && app.draw) {
			app.draw(-1e6);
			app.letGo();
		}
		finger = null;
	};
	const follow = () => {
		document.addEventListener("touchcancel", lost, { passive: true });
		document.addEventListener("touchstart", (e) => {
			cancelAnimationFrame(gliding);
			finger = e.touches.length === 1 && e.target.tagName === "CANVAS" ? { from: at(e.touches[0]), last: at(e.touches[0]), moved: false, vx: 0, vy: 0 } : null;
			if (finger) {
				document.dispatchEvent(new MouseEvent("mousemove", { clientX: finger.from.x, clientY: finger.from.y, cancelable: true }));
			}
		}, { passive: true });
		document.addEventListener("touchmove", (e) => {
			if (!finger || e.touches.length !== 1) {
				lost();
				return;
			}
			const now = at(e.touches[0]);
			if (!finger.moved && Math.hypot(now.x - finger.from.x, now.y - finger.from.y) < 8) {
				return;
			}
			e.preventDefault();
			const dx = now.x - finger.last.x;
			const dy = now.y - finger.last.y;
			const dt = Math.max(1, now.t - finger.last.t);
			finger = { ...finger, moved: true, last: now, vx: dx / dt, vy: dy / dt };
			if (app.draw) { // beyond its top a page is drawn down, to have it brought up to date
				app.draw(dy);
			}
			if (!app.drawn) {
				turn(dx, dy);
			}
		}, { passive: false });
		document.addEventListener("touchend", (e) => {
			const was = finger;
			finger = null;
			if (!was || !was.moved) {
				return;
			}
			e.preventDefault(); // a scroll is no tap
			const drawn = app.drawn;
			if (app.letGo) {
				app.letGo();
			}
			if (drawn) {
				return;
			}
			let { vx, vy } = was;
			let before = performance.now();
			if (before - was.last.t > 60) {
				return; // the finger rested
			}
			const glide = (t) => {
				const dt = Math.min(50, Math.max(1, t - before));
				before = t;
				vx *= Math.exp(-dt / 325);
				vy *= Math.exp(-dt / 325);
				if (Math.hypot(vx, vy) < 0.02) {
					return;
				}
				turn(vx * dt, vy * dt);
				gliding = requestAnimationFrame(glide);
			};
			gliding = requestAnimationFrame(glide);
		}, { passive: false });
	};

	// Loading.
	const boot = document.getElementById("boot");
	const size = Number(boot.dataset.size);
	const counted = (response) => {
		let got = 0;
		const count = new TransformStream({
			transform(chunk, out) {
				got += chunk.byteLength;
				say(words.loading.replace("{percent}", Math.min(99, Math.floor((100 * got) / size))));
				out.enqueue(chunk);
			},
		});
		return new Response(response.body.pipeThrough(count), { headers: { "Content-Type": "application/wasm" } });
	};
	const drawn = new MutationObserver(() => {
		const canvas = document.querySelector("canvas");
		if (canvas) {
			drawn.disconnect();
			canvas.setAttribute("role", "img");
			canvas.setAttribute("aria-label", "Throughline");
			document.body.classList.add("running");
			follow();
			performance.mark("throughline-drawn");
		}
	});
	const start = async () => {
		const canvas = document.createElement("canvas");
		if (!globalThis.WebAssembly || !WebAssembly.instantiateStreaming || !globalThis.BroadcastChannel || !globalThis.TransformStream) {
			say(words.old);
			return;
		}
		if (!canvas.getContext("webgl")) {
			say(words.graphics);
			return;
		}
		const go = new Go();
		let instance;
		try {
			const response = await fetch(boot.dataset.app, { credentials: "omit" });
			if (!response.ok) {
				throw new Error(String(response.status));
			}
			({ instance } = await WebAssembly.instantiateStreaming(counted(response), go.importObject));
		} catch (cause) {
			console.error(cause);
			say(words.failed);
			return;
		}
		say(words.starting);
		drawn.observe(document.body, { childList: true });
		await go.run(instance);
		document.body.classList.remove("running");
		document.querySelector("canvas")?.remove();
		say(words.stopped);
	};
	start();
})();
