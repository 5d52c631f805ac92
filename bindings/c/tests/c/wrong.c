/* What a caller must not do with the memory that a handle gave out: to show that sanitizers and Valgrind watch. */
#include "menhu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
    menhu_string *text = NULL;
    volatile int result = argc;
    (void)argv;
    if (menhu_fold("text", 4, &text, NULL) != MENHU_OK) return 0;
#if defined(WRONG_OVERFLOW)
    char *copy = malloc(menhu_string_len(text));
    /* The NUL has no room. */
    strcpy(copy, menhu_string_data(text));
    result = copy[0];
    free(copy);
    menhu_string_free(text);
#elif defined(WRONG_USE_AFTER_FREE)
    const char *data = menhu_string_data(text);
    menhu_string_free(text);
    result = (int)strlen(data);
#elif defined(WRONG_LEAK)
    char **lost = malloc(sizeof *lost);
    *lost = malloc(100);
    lost = NULL;
    result = lost == NULL;
    menhu_string_free(text);
#elif defined(WRONG_UNDEFINED)
    result = 2147483647;
    result = result + argc;
    menhu_string_free(text);
#else
#error "say what is to go wrong"
#endif
    return result == -1;
}
