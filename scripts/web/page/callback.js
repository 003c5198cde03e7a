// Hands the answer of the clinic's sign-in page to the tab where the app runs, which
// checks it (sync/smart/page_js.go). Nothing is stored: the code goes from this page's
// address to the other tab, and out of the address bar at once.
"use strict";
(() => {
	const query = location.search.slice(1);
	history.replaceState(null, "", location.pathname);

	const spanish = navigator.language.toLowerCase().startsWith("es");
	for (const section of document.querySelectorAll("section[lang]")) {
		section.hidden = (section.lang === "es") !== spanish;
	}
	document.documentElement.lang = spanish ? "es" : "en";
	const show = (what) => {
		for (const part of document.querySelectorAll("section > div")) {
			part.hidden = !part.id.startsWith(what + "-");
		}
	};

	const state = new URLSearchParams(query).get("state");
	const channel = new BroadcastChannel("throughline-sign-in");
	// The app's tab answers within a second or two; one that was closed never does.
	const nobody = setTimeout(() => show("nobody"), 30000);
	channel.onmessage = (e) => {
		if (typeof e.data.ok !== "boolean" || e.data.state !== state) {
			return;
		}
		clearTimeout(nobody);
		channel.close();
		show(e.data.ok ? "done" : "failed");
		if (e.data.ok) {
			window.close(); // a browser that keeps it open shows what to do
		}
	};
	channel.postMessage({ query });
})();
