<?php namespace Page; ?>
<p role="status"><?php if ($answer['total'] > 0): ?>共 <strong><?= e($answer['total']) ?></strong> 条结果<?php else: ?>没有找到符合条件的内容<?php endif ?></p>
<?php if ($meant = $answer['did_you_mean']): ?>
<p><?= $meant['searched'] ? '已按更正后的词语检索：' : '您是不是要找：' ?><a href="<?= e($asked->address(['q' => $meant['text']])) ?>"><?= e($meant['text']) ?></a></p>
<?php endif ?>
<?php foreach ($answer['notes'] as $note): ?>
<p><?= e($note['message']) ?></p>
<?php endforeach ?>
<?php if ($asked->filters !== []): ?>
<ul class="chosen" aria-label="已选条件">
<?php foreach ($asked->filters as $name => $value): ?>
<li><a href="<?= e($asked->address([$name => null])) ?>"><?= e($name === 'kind' ? KINDS[$value] ?? $value : $value) ?> <span aria-hidden="true">×</span><span class="hidden">，取消此条件</span></a></li>
<?php endforeach ?>
</ul>
<?php endif ?>
<div class="columns">
<nav aria-label="筛选">
<?php foreach (Asked::FILTERS as $name => $label): if (!isset($asked->filters[$name]) && ($answer['facets'][$name] ?? []) !== []): ?>
<h2><?= e($label) ?></h2>
<ul>
<?php foreach ($answer['facets'][$name] as $facet): ?>
<li><a href="<?= e($asked->address([$name => $facet['value']])) ?>"><?= e($facet['label']) ?></a> <?= e($facet['count']) ?></li>
<?php endforeach ?>
</ul>
<?php endif; endforeach ?>
</nav>
<section aria-label="检索结果">
<?php if ($answer['total'] === 0): ?>
<p>请减少词语或者取消筛选条件再试，也可以用文件标题、文号或者机构名称检索。</p>
<?php elseif ($answer['hits'] === []): ?>
<p>这一页没有内容，<a href="<?= e($asked->address([])) ?>">回到第一页</a>。</p>
<?php endif ?>
<ol start="<?= ($asked->page - 1) * Asked::PER_PAGE + 1 ?>">
<?php foreach ($answer['hits'] as $hit): /* What the kernel has marked is HTML, and escaped. */ ?>
<li>
<h3><a href="/item?<?= e(http_build_query(['id' => $hit['id']])) ?>"><?= $hit['highlight']['title'] ?></a></h3>
<p><?= $hit['highlight']['passage'] ?></p>
<p class="about"><?= e(implode(' · ', array_filter([KINDS[$hit['kind']] ?? $hit['kind'], $hit['unit'], $hit['doc_number'], $hit['date']]))) ?></p>
</li>
<?php endforeach ?>
</ol>
<nav class="pages" aria-label="翻页">
<?php if ($asked->page > 1): ?><a rel="prev" href="<?= e($asked->address(['page' => (string) ($asked->page - 1)])) ?>">上一页</a><?php endif ?>
<?php if ($asked->page < 1000 && $asked->page * Asked::PER_PAGE < $answer['total']): ?><a rel="next" href="<?= e($asked->address(['page' => (string) ($asked->page + 1)])) ?>">下一页</a><?php endif ?>
</nav>
</section>
</div>
