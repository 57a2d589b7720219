/**
 * The pretend world's public Internet: public origins (https://frontdesk.example) and where they really listen on
 * loopback. It stands in for DNS and for the reverse proxy that ends TLS in front of a product, so vendors can insist
 * on https and wss addresses while nothing leaves this machine.
 */
export interface Routes {
  /** From now on `publicOrigin` (scheme and host, no path) is served at `localOrigin`. */
  add(publicOrigin: string, localOrigin: string): void;
  /**
   * The loopback address behind a public URL: https becomes http, wss becomes ws; loopback URLs stay as they are.
   * Throws for any host nobody has routed: the pretend world never reaches out.
   */
  resolve(url: string): string;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

export function createRoutes(): Routes {
  const routes = new Map<string, URL>();
  return {
    add(publicOrigin, localOrigin) {
      routes.set(new URL(publicOrigin).host, new URL(localOrigin));
    },
    resolve(url) {
      const target = new URL(url);
      if (LOOPBACK.has(target.hostname)) return url;
      const local = routes.get(target.host);
      if (!local) throw new Error(`No route to ${target.host}: name it with routes.add(publicOrigin, localOrigin)`);
      const webSocket = target.protocol === 'wss:' || target.protocol === 'ws:';
      target.protocol = webSocket ? 'ws:' : 'http:';
      target.hostname = local.hostname;
      target.port = local.port;
      return target.toString();
    },
  };
}
