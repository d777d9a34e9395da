// The hosts by name, and where each has the site.

const host = (port, below = "", scheme = "https") => ({ url: `${scheme}://127.0.0.1:${port}/${below}` });

export const HOSTS = {
  "nginx": host(4441),
  "nginx-below": host(4442, "news/"),
  "caddy": host(4443),
  "caddy-below": host(4444, "news/"),
  "plain": host(4173, "", "http"),
};
