<?php namespace Page; ?>
<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title><?= e($title) ?></title>
<link rel="stylesheet" href="/style.css">
<script src="/suggest.js" defer></script>
</head>
<body>
<header>
<form action="/" role="search">
<label for="q">站内检索</label>
<input id="q" name="q" type="search" list="suggestions" autocomplete="off" maxlength="150" value="<?= e($asked?->query) ?>" placeholder="请输入关键词、文号或者机构名称">
<datalist id="suggestions"></datalist>
<?php foreach ($asked?->filters ?? [] as $name => $value): ?>
<input type="hidden" name="<?= e($name) ?>" value="<?= e($value) ?>">
<?php endforeach ?>
<button>检索</button>
</form>
</header>
<main>
