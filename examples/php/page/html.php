<?php

/** From values to HTML. */

declare(strict_types=1);

namespace Page;

const KINDS = [
    'document' => '政策文件',
    'news' => '新闻动态',
    'service' => '办事服务',
    'letter' => '互动交流',
    'unit' => '机构',
    'column' => '栏目',
    'scene' => '场景服务',
    'form' => '表格下载',
    'lookup' => '查询服务',
    'topic' => '专题',
];

/** A text, as HTML shows it. Whatever is no HTML of the kernel's goes through here. */
function e(string|int|null $text): string
{
    return htmlspecialchars((string) $text, ENT_QUOTES | ENT_SUBSTITUTE | ENT_HTML5, 'UTF-8');
}

/** The address of an original, if it is one that a browser opens as a page; items come from many hands. */
function original(?string $url): ?string
{
    return $url !== null && preg_match('~^https?://~i', $url) === 1 ? $url : null;
}

/** Prints a page: a template in the frame. */
function show(string $template, string $title, mixed ...$values): void
{
    header('Content-Type: text/html; charset=utf-8');
    $asked = null;
    extract($values, EXTR_OVERWRITE);
    require __DIR__ . '/templates/head.php';
    require __DIR__ . "/templates/$template.php";
    require __DIR__ . '/templates/foot.php';
}

/** Says what is wrong, and what the citizen can do. */
function problem(int $status, string $title, string $advice): void
{
    http_response_code($status);
    show('problem', title: $title, advice: $advice);
}
