// The JSON behind the page.
async function request(path, options) {
  const response = await fetch(`/inbox/messages${path}`, options);
  if (!response.ok) throw Object.assign(new Error(`The host answered ${response.status}.`), { status: response.status });
  return response;
}

export const listAfter = async number => (await request(`?after=${number}`)).json();
export const message = async number => (await request(`/${number}`)).json();
export const raw = async number => (await request(`/${number}/raw`)).arrayBuffer();
export const rawUrl = number => `/inbox/messages/${number}/raw`;
export const deleteAll = () => request('', { method: 'DELETE' });
