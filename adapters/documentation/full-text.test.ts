import { describe, expect, it } from '@jest/globals';
import { createFullText } from './full-text.js';
import { wordsOf } from './words.js';

describe('the words of a text', () => {
  it('are small letters without accents and without what tells nothing', () => {
    expect(wordsOf('The Büro is at Café 12, HD-FS01!')).toEqual(['buro', 'cafe', '12', 'hd', 'fs01', 'hdfs01']);
    expect(wordsOf('Wi-Fi e-mail')).toEqual(['wi', 'fi', 'wifi', 'mail', 'email']);
    expect(wordsOf('打印机 パス')).toEqual(['打印', '印机', 'ハス']);
    expect(wordsOf('')).toEqual([]);
  });
});

describe('an index of documents', () => {
  const index = createFullText();
  index.put(1, { title: 'Printer', text: 'Replace the toner cartridge of the printer.' });
  index.put(2, { title: 'Toner', text: 'Order it at the supplier.' });
  index.put(3, { title: 'VPN', text: 'Connect from home with the WLAN and Wi-Fi.' });
  const ids = (query: string) => index.search(query, 10).map(({ id }) => id);

  it('puts titles first, and finds beginnings of words and words that are misspelt', () => {
    expect(ids('toner')).toEqual([2, 1]);
    expect(ids('cartri')).toEqual([1]);
    expect(ids('cartrdige')).toEqual([1]);
    expect(ids('wifi')).toEqual([3]);
    expect(ids('the of from')).toEqual([]);
    expect(ids('"*&|^~()')).toEqual([]);
  });

  it('takes out what is dropped and what was there before', () => {
    index.put(3, { title: 'VPN', text: 'Nothing more.' });
    expect(ids('wlan')).toEqual([]);
    index.drop(3);
    index.drop(3);
    expect(ids('vpn')).toEqual([]);
    expect(index.size).toBe(2);
  });

  it('looks no further than it has time for, and still finds the rare word among frequent ones', () => {
    const large = createFullText();
    const everywhere = 'account browser cable desktop editor folder gateway handle image keyboard';
    for (let id = 1; id <= 4_000; id += 1) {
      large.put(id, { title: id === 77 ? 'Folder' : `Page ${id}`, text: `${everywhere} only${id}` });
    }
    const found = large.search(`${everywhere} only1234`, 3).map(({ id }) => id);
    expect(found).toEqual(expect.arrayContaining([1234, 77]));
    expect(large.search('folder', 5).map(({ id }) => id)).toEqual([77]);
    expect(large.search('keyboard', 5)).toEqual([]);
  });
});
