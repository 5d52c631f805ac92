const TEXTS = {
  missing: '检索文件不存在，请确认检索文件夹已完整上传',
  network: '网络不通或服务器没有响应，请稍后重试',
  damaged: '检索文件已损坏，请重新上传',
  not_this_file: '服务器返回的不是检索文件，请检查检索文件夹的地址',
  version: '检索文件与检索程序的版本不一致，请重新导出',
  malformed: '检索文件有误，请重新导出',
  unknown_field: '检索文件中没有这个筛选项',
  not_included: '检索文件中没有这项内容，请在导出时选上',
  unknown_kind: '没有这种号码，可用的种类见文档',
  rounds: '检索没有得到结果，请重新导出检索文件',
  program: '检索程序无法运行：浏览器过旧，或网站的安全策略（CSP）缺少 wasm-unsafe-eval',
  crashed: '检索程序出错，请刷新页面后重试',
  no_disk: '此处不能读取磁盘上的检索文件：需要 Node 20.16 或更高版本，或改用 http 地址',
  closed: '检索已关闭，请重新打开',
};

/** Why something failed: `code` for programs, `where` names the file, a message in Chinese for people. */
export class MenhuError extends Error {
  constructor(code, where = '') {
    super((TEXTS[code] ?? `检索出错：${code}`) + (where && `（${where}）`));
    this.name = 'MenhuError';
    this.code = code;
    this.where = where;
  }
}
