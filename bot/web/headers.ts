import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../config.js';

/** What our pages do not use and nothing on them may ask for. */
const PERMISSIONS = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb', 'browsing-topics']
  .map((feature) => `${feature}=()`)
  .join(', ');

/**
 * Headers of every answer: scripts and styles of our own files only, no frame around us, no referrer, no guessing of types, no
 * resource for other sites, and nothing kept by browsers or proxies (第8条) unless a route says otherwise.
 */
export function protectiveHeaders({ publicUrl }: Pick<Config, 'publicUrl'>): RequestHandler[] {
  const secure = publicUrl.startsWith('https://');
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
