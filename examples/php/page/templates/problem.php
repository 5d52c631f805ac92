<?php namespace Page; ?>
<h1><?= e($title) ?></h1>
<p><?= e($advice) ?></p>
<p><a href="/">回到检索首页</a></p>
