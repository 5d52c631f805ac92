// The search boxes of the page; without this script their forms lead to the search page.
import '../page-index/assets/ui.js';
