<?php

/**
 * The search page of a portal: `MENHU_PORTAL=FOLDER php -d ffi.enable=1 -S 127.0.0.1:8080 -t public public/index.php`.
 *
 * `/` is the form and what was found, `/item?id=` an item with what is related to it, `/suggest?q=` is for suggest.js. What a
 * citizen typed is written to no log of this page's.
 */

declare(strict_types=1);

namespace Page;

use Menhu\BadRequest;
use Menhu\NotFound;
use Menhu\Portal;

require_once __DIR__ . '/../Menhu.php';
require_once __DIR__ . '/../page/Asked.php';
require_once __DIR__ . '/../page/html.php';

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (PHP_SAPI === 'cli-server' && in_array($path, ['/style.css', '/suggest.js'], true)) {
    // The built-in server gives files by itself.
    return false;
}

header("Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    . "form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
header('X-Content-Type-Options: nosniff');
// The address has the query, which is nobody else's business.
header('Referrer-Policy: same-origin');
header('Cache-Control: private, no-store');

try {
    $asked = Asked::of($_GET);
    $folder = getenv('MENHU_PORTAL') ?: throw new \RuntimeException('MENHU_PORTAL is not set; name the folder of a portal');
    $portal = Portal::kept($folder);
    if ($path === '/') {
        $answer = $portal->searchJson($asked->request(), deadline: 2)->value();
        $title = $asked->query === '' ? '站内检索' : "$asked->query - 站内检索";
        show('search', title: $title, asked: $asked, answer: $answer);
    } elseif ($path === '/item') {
        if ($asked->id === '') {
            throw new BadAddress('id is missing');
        }
        $item = $portal->item($asked->id)->value();
        $related = $portal->related($asked->id, deadline: 2)->value();
        show('item', title: $item['title'], asked: $asked, item: $item, groups: $related['groups']);
    } elseif ($path === '/suggest') {
        header('Content-Type: application/json; charset=utf-8');
        echo $portal->suggest($asked->query, 8);
    } else {
        problem(404, '没有找到这个页面', '请检查网址，或者回到检索首页。');
    }
} catch (NotFound) {
    problem(404, '没有找到这项内容', '它可能已经撤下。请回到检索首页，用标题或者文号检索。');
} catch (BadAddress | BadRequest) {
    problem(400, '网址中的检索条件不正确', '请回到检索首页，重新填写检索词和筛选条件。');
} catch (\Throwable $failure) {
    // Neither Menhu's messages nor these classes' quote what was typed.
    error_log('search page: ' . $failure->getMessage());
    header('Retry-After: 30');
    problem(503, '检索服务暂时不可用', '请稍后再试。如果急需办理，请拨打 12345 政务服务便民热线。');
}
