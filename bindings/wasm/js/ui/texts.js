// What citizens read, in Chinese and in English.

const plural = (count, word) => `${count} ${word}${count === 1 ? '' : 's'}`;

const CHINESE = {
  search: '检索', clear: '清空', label: '检索词', placeholder: '请输入检索词',
  hint: '输入时会列出检索建议，可用上下方向键选择、回车键确认；也可以直接回车检索。',
  suggestions: '检索建议',
  available: (count) => `有 ${count} 条建议，用上下方向键选择`,
  noneAvailable: '没有建议，可以直接回车检索',
  confirmed: (text) => `已选择：${text}`,
  kinds: {
    service: '办事服务', unit: '机构', topic: '专题', column: '栏目', term: '词语', query: '大家在搜', title: '标题',
  },
  other: '其他',
  results: '检索结果', searching: '正在检索…',
  found: (total, shown) => (shown < total ? `找到 ${total} 条结果，显示前 ${shown} 条` : `找到 ${total} 条结果`),
  relaxed: '没有包含全部词语的内容，以下结果包含其中部分词语。',
  more: (left) => `查看更多（还有 ${left} 条）`,
  empty: (query) => `没有找到与“${query}”有关的内容`,
  advice: ['检查有没有错别字', '换一种说法，或者减少几个词', '取消部分筛选条件'],
  meant: '您要找的是不是：',
  failed: '检索没有成功', retry: '重试',
  filters: '筛选', filtersOn: (count) => (count ? `筛选（已选 ${count} 项）` : '筛选'),
  clearFilters: '清除筛选', allValues: (count) => `展开全部 ${count} 项`, fewValues: '收起',
  fields: {
    kind: '类型', unit: '单位', year: '年份', subject: '主题', column: '栏目', genre: '体裁', theme: '办事主题', group: '人群', topic: '专题',
  },
  sort: '排序', relevance: '按相关度', date: '按时间',
  values: {},
  /** In place of the error's own message: which file it was helps nobody where the network fails. */
  errors: { network: '网络不通或服务器没有响应，请稍后重试' },
  /** The language of what the index holds, where it is another. */
  content: undefined,
};

const ENGLISH = {
  search: 'Search', clear: 'Clear', label: 'Search for', placeholder: 'Search this site',
  hint: 'Suggestions appear as you type. Use the up and down arrow keys to choose one and Enter to confirm, or press Enter to search.',
  suggestions: 'Suggestions',
  available: (count) => `${plural(count, 'suggestion')}, use the up and down arrow keys to choose`,
  noneAvailable: 'No suggestions. Press Enter to search',
  confirmed: (text) => `Chosen: ${text}`,
  kinds: {
    service: 'Services', unit: 'Offices', topic: 'Topics', column: 'Sections', term: 'Words', query: 'Popular', title: 'Titles',
  },
  other: 'Other',
  results: 'Search results', searching: 'Searching…',
  found: (total, shown) => plural(total, 'result') + (shown < total ? `, showing the first ${shown}` : ''),
  relaxed: 'Nothing contains all of the words. These results contain some of them.',
  more: (left) => `Show more (${left} left)`,
  empty: (query) => `Nothing found for “${query}”`,
  advice: ['Check the spelling', 'Try other words, or fewer', 'Remove some filters'],
  meant: 'Did you mean: ',
  failed: 'The search did not succeed', retry: 'Try again',
  filters: 'Filters', filtersOn: (count) => (count ? `Filters (${count} selected)` : 'Filters'),
  clearFilters: 'Clear filters', allValues: (count) => `Show all ${count}`, fewValues: 'Show fewer',
  fields: {
    kind: 'Type', unit: 'Office', year: 'Year', subject: 'Subject', column: 'Section', genre: 'Genre', theme: 'Theme', group: 'Group', topic: 'Topic',
  },
  sort: 'Sort', relevance: 'Best match', date: 'Newest',
  // The kinds are Chinese in the index.
  values: {
    政策文件: 'Policy', 新闻动态: 'News', 办事服务: 'Service', 互动交流: 'Letters', 机构: 'Office', 栏目: 'Section', 场景服务: 'Scene',
    表格下载: 'Form', 便民查询: 'Lookup', 专题: 'Topic',
  },
  errors: {
    network: 'The network or the server did not answer. Please try again later.',
    program: 'This browser cannot run the search. Please update it.',
    other: (code) => `The search of this site is out of order (${code}).`,
  },
  content: 'zh-CN',
};

/** The texts for an element: by its own language, or that of what it stands in. Chinese unless it is English. */
export function textsFor(element) {
  const language = element.closest('[lang]')?.lang || element.getRootNode().host?.closest('[lang]')?.lang || 'zh';
  return /^en\b/i.test(language) ? ENGLISH : CHINESE;
}

/** The message of an error: the Chinese one is the error's own. */
export function messageOf(error, texts) {
  const { errors } = texts;
  if (errors[error.code]) return errors[error.code];
  if (texts === ENGLISH) return errors.other(error.code ?? error.message);
  return error.name === 'MenhuError' ? error.message : `检索出错（${error.message}）`;
}
