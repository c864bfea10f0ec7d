import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** What our pages do not use and nothing on them may ask for. */
const PERMISSIONS = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb', 'browsing-topics']
  .map((feature) => `${feature}=()`)
  .join(', ');

/**
 * Headers of every answer: scripts and styles of our own files only, no frame around us, no referrer, no guessing of types, no
 * resource for other sites, and nothing kept by browsers or proxies (第8条) unless a route says otherwise.
 *
 * @param address where browsers reach what answers; once it is https they are asked for nothing else
 */
export function protectiveHeaders(address: string): RequestHandler[] {
  const secure = address.startsWith('https://');
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          connectSrc: ["'self'"],
          mediaSrc: ["'self'", 'blob:'],
          imgSrc: ["'self'", 'data:'],
          formAction: ["'none'"],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
          upgradeInsecureRequests: secure ? [] : null,
        },
      },
      referrerPolicy: { policy: 'no-referrer' },
      strictTransportSecurity: secure,
      xFrameOptions: { action: 'deny' },
    }),
    (_req, res, next) => {
      res.set({ 'Permissions-Policy': PERMISSIONS, 'Cache-Control': 'no-store' });
      next();
    },
  ];
}
