/** One way of looking at the cards. */
export interface Look {
  name: 'light' | 'dark' | 'phone';
  /** Width of the window and of the card in it, pixels. */
  window: number;
  card: number;
  theme: Theme;
}

interface Theme {
  page: string;
  surface: string;
  raised: string;
  text: string;
  subtle: string;
  accent: string;
  line: string;
  button: string;
  attention: { surface: string; text: string };
  warning: { surface: string; text: string };
  good: { surface: string; text: string };
}

const LIGHT: Theme = {
  page: '#f3f2f1',
  surface: '#ffffff',
  raised: '#f3f3f6',
  text: '#222326',
  subtle: '#5d5f64',
  accent: '#4f52b2',
  line: '#d6d6da',
  button: '#4f52b2',
  attention: { surface: '#fcedef', text: '#b01f38' },
  warning: { surface: '#fdf5dc', text: '#7a5600' },
  good: { surface: '#e8f4ea', text: '#1f6b3c' },
};

const DARK: Theme = {
  page: '#17171a',
  surface: '#2a2a2d',
  raised: '#1d1d20',
  text: '#f5f5f6',
  subtle: '#b4b5ba',
  accent: '#9ea2ff',
  line: '#4a4b50',
  button: '#5a5ec9',
  attention: { surface: '#472028', text: '#ff9aa8' },
  warning: { surface: '#41340f', text: '#f5cf6b' },
  good: { surface: '#173622', text: '#8ad6a4' },
};

/** Desktop in both themes, and the narrowest phone (360 pixels), on which a chat leaves the card some 336. */
export const LOOKS: readonly Look[] = [
  { name: 'light', window: 760, card: 600, theme: LIGHT },
  { name: 'dark', window: 760, card: 600, theme: DARK },
  { name: 'phone', window: 360, card: 336, theme: LIGHT },
];

/** The height of a phone's chat that is seen without scrolling, pixels. */
export const PHONE_HEIGHT = 640;

const FONT = "'Segoe UI', 'Noto Sans CJK JP', 'Noto Sans JP', 'Hiragino Sans', 'Yu Gothic UI', sans-serif";

/** A type face in the sizes (pixels) and weights of the client. */
const font = (fontFamily: string) => ({
  fontFamily,
  fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 26 },
  fontWeights: { lighter: 300, default: 400, bolder: 600 },
});

/** A configuration for the card renderer that comes close to the Teams client; the colours are our own. */
export function hostConfig(theme: Theme): Record<string, unknown> {
  const color = (value: string) => ({ default: value, subtle: value });
  const colors = {
    default: { default: theme.text, subtle: theme.subtle },
    accent: color(theme.accent),
    good: color(theme.good.text),
    warning: color(theme.warning.text),
    attention: color(theme.attention.text),
    light: color('#ffffff'),
    dark: color('#222326'),
  };
  const style = (backgroundColor: string) => ({ backgroundColor, foregroundColors: colors });
  return {
    fontFamily: FONT,
    supportsInteractivity: true,
    fontTypes: { default: font(FONT), monospace: font("'Consolas', 'DejaVu Sans Mono', monospace") },
    spacing: { small: 6, default: 12, medium: 16, large: 20, extraLarge: 28, padding: 16 },
    separator: { lineThickness: 1, lineColor: theme.line },
    containerStyles: {
      default: style(theme.surface),
      emphasis: style(theme.raised),
      attention: style(theme.attention.surface),
      warning: style(theme.warning.surface),
      good: style(theme.good.surface),
    },
    actions: {
      maxActions: 6,
      buttonSpacing: 8,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
      spacing: 'default',
    },
    inputs: {
      label: { inputSpacing: 'small', optionalInputs: { weight: 'bolder' }, requiredInputs: { weight: 'bolder' } },
    },
  };
}

/** The parts of the look that the renderer leaves to the page: fields and buttons. */
export function styleSheet({ theme, card }: Look): string {
  return `
    * { box-sizing: border-box; }
    body { margin: 0; padding: 12px; background: ${theme.page}; color: ${theme.text}; font: 14px/1.5 ${FONT}; }
    figure { position: relative; width: ${card}px; margin: 0 0 40px; }
    .card { border: 1px solid ${theme.line}; border-radius: 6px; overflow: hidden; background: ${theme.surface}; }
    .ac-richTextBlock, .ac-textBlock { line-height: 1.5 !important; }
    .ac-horizontal-separator + .ac-actionSet, .ac-actionSet { flex-wrap: wrap; row-gap: 8px; }
    .ac-input:not(.ac-toggleInput):not([class*=choiceSetInput-]), select.ac-input { min-height: 34px; padding: 5px 9px; border: 1px solid ${theme.subtle};
      border-radius: 4px; background: ${theme.surface}; color: ${theme.text}; font: inherit; }
    .ac-input.ac-multiline { min-height: 72px; }
    .ac-toggleInput, [class*=choiceSetInput-] > div { align-items: flex-start !important; padding: 3px 0; }
    .ac-toggleInput input, [class*=choiceSetInput-] input { margin-top: 4px !important; accent-color: ${theme.button}; }
    input::placeholder, textarea::placeholder { color: ${theme.subtle}; }
    .ac-pushButton { min-height: 34px; padding: 5px 16px; border: 1px solid ${theme.line}; border-radius: 4px;
      background: ${theme.surface}; color: ${theme.text}; font: 600 14px ${FONT}; cursor: pointer; }
    .ac-pushButton.style-positive { border-color: ${theme.button}; background: ${theme.button}; color: #ffffff; }
    .ac-pushButton.style-destructive { border-color: ${theme.attention.text}; color: ${theme.attention.text}; }
    .ac-selectable.ac-container { cursor: pointer; border-radius: 4px; }
    :root { color-scheme: ${theme === DARK ? 'dark' : 'light'}; }
  `;
}
