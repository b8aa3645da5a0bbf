/**
 * The pages' script: the search dialog, copy buttons, a menu that closes, and pictures in words.
 *
 * A plain script and not a module, since browsers load no modules from the file system. It needs no server: the data
 * for search is a second script, loaded when search is first opened.
 */
import type { SearchEntry } from '../search-entries.js';
import type MiniSearchClass from 'minisearch';

interface SearchGlobals {
  MiniSearch: typeof MiniSearchClass;
  searchEntries: readonly SearchEntry[];
}

type Hit = Pick<SearchEntry, 'url' | 'title' | 'place'>;

{
  const dialog = document.querySelector<HTMLDialogElement>('dialog#search');
  const input = dialog?.querySelector('input');
  const results = dialog?.querySelector('ol');
  const status = dialog?.querySelector('.hits');
  let find: Promise<(query: string) => Hit[]> | undefined;

  const openSearch = (): void => {
    if (dialog?.open === true) return;
    dialog?.showModal();
    input?.select();
    find ??= loadSearch();
  };

  const loadSearch = async (): Promise<(query: string) => Hit[]> => {
    await new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = 'assets/search.js';
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    const { MiniSearch, searchEntries } = globalThis as unknown as SearchGlobals; // search.js has just set them
    const words = (text: string): string[] =>
      text.split(/[^\p{L}\p{N}_.@-]+|\.(?=\s|$)/u).filter((word) => word !== '');
    const index = new MiniSearch<SearchEntry>({
      fields: ['title', 'names', 'text'],
      storeFields: ['url', 'title', 'place'],
      // A long name is found by the whole of it and by each of its parts.
      tokenize: (text) => words(text).flatMap((word) => [word, ...word.split(/[_.-]/).filter((part) => part !== word)]),
      searchOptions: {
        tokenize: words,
        boost: { title: 8, names: 4 },
        prefix: true,
        fuzzy: (word) => (word.length > 5 ? 0.15 : false),
        combineWith: 'AND',
      },
    });
    index.addAll(searchEntries);
    return (query) => index.search(query).slice(0, 30) as unknown as Hit[]; // with the fields stored above
  };

  const search = async (): Promise<void> => {
    const query = input?.value.trim() ?? '';
    const hits = query === '' ? [] : ((await find)?.(query) ?? []);
    if (query !== input?.value.trim()) return; // the user has typed on meanwhile
    results?.replaceChildren(...hits.map(resultItem));
    if (status)
      status.textContent = query === '' ? '' : hits.length === 0 ? 'Nothing found' : `${String(hits.length)} found`;
  };

  const resultItem = ({ url, title, place }: Hit): HTMLLIElement => {
    const link = document.createElement('a');
    link.href = url;
    const name = document.createElement('strong');
    name.textContent = title;
    const where = document.createElement('small');
    where.textContent = place;
    link.append(name, where);
    const item = document.createElement('li');
    item.append(link);
    return item;
  };

  /** Moves from the input to the first result, and from one result to the next. */
  const moveTo = (step: 1 | -1): void => {
    const links = [...(results?.querySelectorAll('a') ?? [])];
    const next = links.findIndex((link) => link === document.activeElement) + step;
    if (next < 0) input?.focus();
    else links[Math.min(next, links.length - 1)]?.focus();
  };

  const button = document.querySelector<HTMLButtonElement>('.search-button');
  if (button) button.hidden = false;
  button?.addEventListener('click', openSearch);
  input?.addEventListener('input', () => void search());
  dialog?.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      moveTo(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && event.target === input) {
      event.preventDefault();
      results?.querySelector('a')?.click();
    }
  });
  dialog?.addEventListener('click', (event) => {
    // On a result, or on the backdrop, which is the dialog itself.
    if (event.target === dialog || (event.target instanceof Element && event.target.closest('a'))) dialog.close();
  });
  document.addEventListener('keydown', (event) => {
    const isTyping =
      event.target instanceof HTMLInputElement ||
      event.target instanceof HTMLTextAreaElement ||
      event.target instanceof HTMLSelectElement;
    const isShortcut = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping;
    if (!isShortcut && !(event.key === 'k' && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    openSearch();
  });

  const menu = document.querySelector<HTMLElement>('nav[popover]');
  menu?.addEventListener('click', (event) => {
    const link = event.target instanceof Element && event.target.closest('a');
    if (link && menu.matches(':popover-open')) menu.hidePopover();
  });

  // A picture that does not fit is told in words at once.
  for (const words of document.querySelectorAll<HTMLDetailsElement>('.picture + .words')) {
    const picture = words.previousElementSibling;
    if (picture && picture.scrollWidth > picture.clientWidth) words.open = true;
  }

  // There is no clipboard unless the page came from the file system or over a secure connection.
  const copyButtons = isSecureContext ? document.querySelectorAll<HTMLButtonElement>('button.copy') : [];
  for (const copy of copyButtons) {
    copy.hidden = false;
    copy.addEventListener('click', () => {
      const text = copy.parentElement?.querySelector('pre')?.textContent ?? '';
      void navigator.clipboard.writeText(text).then(
        () => (copy.textContent = 'Copied'),
        () => (copy.textContent = 'Not allowed'),
      );
    });
  }
}
