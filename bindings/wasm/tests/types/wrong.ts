// Uses of the package that must not compile: each line below a directive is an error, or the directive is.
import { Menhu, mask, open } from 'menhu';
import { Lookups } from 'menhu/lookups';
import { open as slim } from 'menhu/slim';

const menhu = await open('/index/');
// @ts-expect-error: an index is opened
new Menhu();
// @ts-expect-error: no such order
menhu.search('公积金', { sort: 'newest' });
// @ts-expect-error: numbers are no limits of texts
menhu.suggest('gjj', { limit: '5' });
// @ts-expect-error: the slim one suggests nothing
(await slim('/index/')).suggest('gjj');
// @ts-expect-error: files are bytes
open(new Map([['manifest.mhp', 'text']]));
// @ts-expect-error: why it is asked must be said
new Lookups().housingFund({ name: '张演示', id_number: 'x', consent_id: 'c-20261126-01' });
// @ts-expect-error: numbers of documents are nobody's secret
mask('doc_number', '示政发〔2021〕2号');
