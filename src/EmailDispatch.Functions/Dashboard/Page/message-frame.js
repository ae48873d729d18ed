import { el } from './elements.js';
import { plural } from './format.js';

const left = 'script, iframe, frame, frameset, object, embed, applet, link, meta, base, title, form, input, button, select, textarea, audio, video, source, track, svg, math, dialog, template';
const kept = 'form';

// Shows the HTML of an email in a frame whose document has a policy of its own: nothing in it runs or is loaded. The page, whose policy lets no text
// reach the HTML parser, has the frame parse it, into a document that is not shown; what could act or lead elsewhere is taken out before it is.
export function messageFrame({ html, attachments }) {
  const above = el('div');
  const below = el('div');
  const frame = el('iframe', { class: 'message', title: 'HTML of the email', sandbox: 'allow-same-origin', referrerpolicy: 'no-referrer', src: new URL('message-frame.html', import.meta.url) });
  frame.addEventListener('load', () => {
    const shown = frame.contentDocument;
    const parsed = shown.implementation.createHTMLDocument('');
    parsed.documentElement.innerHTML = html;
    const blocked = clean(parsed, attachments);
    const links = takeLinks(parsed);
    shown.head.append(...parsed.querySelectorAll('head style'));
    shown.body.replaceWith(shown.adoptNode(parsed.body));
    if (blocked > 0) above.append(el('p', { class: 'note' }, `${plural(blocked, 'remote image')} not loaded.`));
    if (links.length > 0) below.append(linkList(links));
  }, { once: true });
  return [above, frame, below];
}

function clean(parsed, attachments) {
  const images = new Map(attachments.filter(file => file.content).map(file => [file.content_id, `data:${file.content_type};base64,${file.content}`]));
  let blocked = 0;
  for (const element of parsed.querySelectorAll(left)) {
    if (element.matches(kept)) element.replaceWith(...element.childNodes);
    else element.remove();
  }

  for (const element of parsed.querySelectorAll('*')) {
    for (const { name, value } of [...element.attributes]) {
      if (name === 'src' || name === 'background') {
        const url = value.trim();
        const image = /^cid:/i.test(url) ? images.get(decode(url.slice(4))) : /^data:image\//i.test(url) && url;
        if (image) element.setAttribute(name, image);
        else element.removeAttribute(name);
        if (/^(https?:)?\/\//i.test(url)) blocked++;
      } else if (/^on|^(srcset|ping|action|formaction|poster|autofocus|tabindex|popover|popovertarget|target|download)$/i.test(name)) {
        element.removeAttribute(name);
      }
    }
  }
  return blocked;
}

// A link must not be followed inside the frame, so they are listed below it.
function takeLinks(parsed) {
  const links = [];
  for (const anchor of parsed.querySelectorAll('[href]')) {
    const url = anchor.getAttribute('href').trim();
    anchor.removeAttribute('href');
    if (!/^(https?:|mailto:)/i.test(url)) continue;
    anchor.setAttribute('title', url);
    links.push({ url, text: anchor.textContent.trim() });
  }
  return links;
}

const linkList = links => el('details', { class: 'links' }, el('summary', {}, plural(links.length, 'link')),
  el('ul', {}, links.map(({ url, text }) => el('li', {}, text && el('bdi', {}, text, ': '), el('code', {}, url)))));

function decode(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}
