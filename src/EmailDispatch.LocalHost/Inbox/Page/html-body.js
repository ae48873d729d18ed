// Makes the HTML of an email fit to show: sanitised, its own images put in, everything remote left out. It is shown in a
// frame without any permission, under the page's content security policy; each of the three would do alone.
const frameStyle = `
  html { color-scheme: light; background: #fff; }
  body { margin: 16px; color: #1d1f22; font: 15px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
  img { max-width: 100%; }
  a { color: #1f5a92; text-decoration: underline; }
`;
const framePolicy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:";
const trusted = globalThis.trustedTypes?.createPolicy('inbox-frame', { createHTML: html => html });

export async function frameContent(html, attachments) {
  const { default: purify } = await import('/inbox/lib/dompurify/purify.es.mjs');
  const root = purify.sanitize(html, {
    WHOLE_DOCUMENT: true,
    RETURN_DOM: true,
    FORBID_TAGS: ['form', 'input', 'button', 'select', 'textarea', 'audio', 'video', 'source', 'track', 'svg', 'math', 'dialog'],
    FORBID_ATTR: ['srcset', 'ping', 'action', 'formaction', 'poster', 'autofocus', 'tabindex', 'popover', 'popovertarget'],
  });
  const blocked = await replaceImages(root, attachments);
  const links = takeLinks(root);

  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = framePolicy;
  const charset = document.createElement('meta');
  charset.setAttribute('charset', 'utf-8');
  const style = document.createElement('style');
  style.textContent = frameStyle;
  root.querySelector('head').prepend(charset, policy, style);
  const markup = `<!doctype html>${root.outerHTML}`;
  return { markup: trusted ? trusted.createHTML(markup) : markup, blocked, links };
}

async function replaceImages(root, attachments) {
  const byContentId = new Map(attachments.filter(a => a.contentId).map(a => [a.contentId.replace(/^<|>$/g, ''), a]));
  let blocked = 0;
  for (const element of root.querySelectorAll('[src], [background]')) {
    for (const name of ['src', 'background']) {
      const url = element.getAttribute(name)?.trim();
      if (!url || /^data:image\//i.test(url)) continue;
      const part = /^cid:/i.test(url) ? byContentId.get(decode(url.slice(4))) : undefined;
      if (part?.mimeType.startsWith('image/')) {
        // Not a blob URL: the frame's origin is opaque, it may not read the page's blobs.
        element.setAttribute(name, await dataUrl(part));
        continue;
      }
      element.removeAttribute(name);
      if (/^(https?:)?\/\//i.test(url)) blocked++;
    }
  }
  return blocked;
}

// A link cannot be followed inside the frame, so the page lists them below it.
function takeLinks(root) {
  const links = [];
  for (const anchor of root.querySelectorAll('[href]')) {
    const url = anchor.getAttribute('href').trim();
    anchor.removeAttribute('href');
    anchor.removeAttribute('target');
    if (!/^(https?:|mailto:)/i.test(url)) continue;
    anchor.setAttribute('title', url);
    links.push({ url, text: anchor.textContent.trim() });
  }
  return links;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function dataUrl(part) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(new Blob([part.content], { type: part.mimeType }));
  });
}
