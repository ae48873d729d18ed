// The JSON behind the page.
async function request(path, options) {
  const response = await fetch(`/inbox/messages${path}`, options);
  if (!response.ok) throw Object.assign(new Error(`The host answered ${response.status}.`), { status: response.status });
  return response;
}

const json = async (path, options) => (await request(path, options)).json();

export const listAfter = (number, search) => json(`?after=${number}${search ? `&search=${encodeURIComponent(search)}` : ''}`);
export const message = number => json(`/${number}`);
export const source = async (number, length) => (await (await request(`/${number}/raw`)).blob()).slice(0, length).arrayBuffer();
export const checks = number => json(`/${number}/checks`);
export const checkLinks = number => json(`/${number}/checks/links`, { method: 'POST' });
export const rawUrl = number => `/inbox/messages/${number}/raw`;
export const htmlUrl = (number, images) => `/inbox/messages/${number}/html${images ? '?images=true' : ''}`;
export const attachmentUrl = (number, attachment) => `/inbox/messages/${number}/attachments/${attachment}`;
export const deleteOne = number => request(`/${number}`, { method: 'DELETE' });
export const deleteAll = () => request('', { method: 'DELETE' });
