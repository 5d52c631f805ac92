/* Sizes, alignments and places of what C sees the inside of: compared with layouts.txt. */
#include <stdalign.h>
#include <stddef.h>
#include <stdio.h>

#include "menhu.h"

#define TYPE(type) printf("%s size %zu align %zu\n", #type, sizeof(type), alignof(type))
#define MEMBER(type, member) printf("%s.%s offset %zu\n", #type, #member, offsetof(type, member))

int main(void) {
    TYPE(menhu_slice);
    MEMBER(menhu_slice, data);
    MEMBER(menhu_slice, len);
    TYPE(menhu_hit);
    MEMBER(menhu_hit, id);
    MEMBER(menhu_hit, title);
    MEMBER(menhu_hit, url);
    MEMBER(menhu_hit, date);
    MEMBER(menhu_hit, unit);
    MEMBER(menhu_hit, kind);
    MEMBER(menhu_hit, doc_number);
    MEMBER(menhu_hit, title_html);
    MEMBER(menhu_hit, passage_html);
    MEMBER(menhu_hit, score);
    TYPE(menhu_commit);
    MEMBER(menhu_commit, opstamp);
    MEMBER(menhu_commit, generation);
    MEMBER(menhu_commit, issued);
    TYPE(menhu_segment);
    MEMBER(menhu_segment, start);
    MEMBER(menhu_segment, end);
    MEMBER(menhu_segment, kind);
    MEMBER(menhu_segment, reserved);
    return 0;
}
