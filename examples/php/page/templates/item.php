<?php namespace Page; ?>
<article>
<h1><?= e($item['title']) ?></h1>
<p class="about"><?= e(implode(' · ', array_filter([KINDS[$item['kind']] ?? $item['kind'], $item['unit'] ?? null, $item['doc_number'] ?? null, $item['date'] ?? null]))) ?></p>
<p class="text"><?= e($item['body'] ?? '') ?></p>
<?php if ($url = original($item['url'] ?? null)): ?>
<p><a href="<?= e($url) ?>">查看原文</a></p>
<?php endif ?>
</article>
<?php if ($groups !== []): ?>
<aside aria-labelledby="related">
<h2 id="related">相关内容</h2>
<?php foreach ($groups as $group): ?>
<h3><?= e($group['label']) ?></h3>
<ul>
<?php foreach ($group['items'] as $other): ?>
<li><a href="/item?<?= e(http_build_query(['id' => $other['id']])) ?>"><?= e($other['title']) ?></a> <span class="about"><?= e($other['reason']) ?></span></li>
<?php endforeach ?>
</ul>
<?php endforeach ?>
</aside>
<?php endif ?>
