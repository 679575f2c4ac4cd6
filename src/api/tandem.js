// Tandem: counts what partners' visitors do in the shop. No cookies. Nothing is sent under Do Not Track, Global Privacy
// Control or a refusal; nothing is stored before consent.
//   <script async src="https://TANDEM/tandem.js" data-consent="granted"></script>
// Consent: Shopify's customerPrivacy where there is one, else data-consent (granted, denied; unset: count, store nothing).
// Further events: tandem("checkout_completed", { value: "129.00", currency: "USD", order: "5001" })
(() => {
  const win = window, nav = navigator, doc = document, me = doc.currentScript, KEY = "tandem";
  const quietly = (act) => { try { return act(); } catch { /* A counter must never break a shop. */ } };
  const refused = () => [nav.doNotTrack, win.doNotTrack].includes("1") || nav.globalPrivacyControl === true;
  const consent = () => {
    const privacy = win.Shopify?.customerPrivacy;
    if (privacy?.analyticsProcessingAllowed) return privacy.analyticsProcessingAllowed() ? "granted" : "denied";
    return me?.dataset.consent;
  };
  const to = quietly(() => new URL("/collect", me.src).href);
  const began = quietly(() => {
    const query = new URLSearchParams(location.search), get = (name) => query.get(name) || undefined;
    const own = doc.referrer.startsWith(location.origin + "/");
    return { partner: get("cc"), link: get("tandem"), coupon: get("discount") || get("coupon"),
      utm_source: get("utm_source"), referrer: own ? undefined : doc.referrer || undefined };
  }) || {};
  const visit = () => {
    if (consent() !== "granted") return began;
    const kept = quietly(() => JSON.parse(sessionStorage.getItem(KEY))) || {};
    // Who sent the visitor last counts, with everything known about it.
    const now = began.partner || began.link || began.coupon ? began : { ...began, ...kept };
    quietly(() => sessionStorage.setItem(KEY, JSON.stringify(now)));
    return now;
  };
  const send = (event, data) => quietly(() => {
    if (!to || refused() || consent() === "denied") return;
    const { value, currency, order, ...who } = { ...visit(), ...data };
    if (!who.partner && !who.link && !who.coupon) return;
    const zone = quietly(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
    const body = JSON.stringify({ event, ...who, value, currency, order, zone, language: nav.language,
      url: location.origin + location.pathname });
    if (!nav.sendBeacon?.(to, body)) fetch(to, { method: "POST", body, keepalive: true, mode: "no-cors" }).catch(() => {});
  });
  win.tandem = send;
  const on = (kind, selector, event) => doc.addEventListener(kind, ({ target }) => {
    if (target?.closest?.(selector)) send(event);
  }, true);
  send("page_viewed");
  if (/\/products\/[^/]+\/?$/.test(location.pathname)) send("product_viewed");
  on("submit", 'form[action*="/cart/add"]', "product_added_to_cart");
  on("click", '[name="checkout"],a[href*="/checkout"]', "checkout_started");
})();
