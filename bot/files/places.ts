/** The folder of the contents. */
export const CONTENTS = 'content';

/** The folder of the wrapped keys. */
export const KEYS = 'keys';

/** Where the content of a stored file lies. */
export const contentPlace = (key: string): string => `${CONTENTS}/${key}`;

/** Where the wrapped key of a stored file lies, by the id in the file's header. */
export const keyPlace = (fileId: string): string => `${KEYS}/${fileId}`;
