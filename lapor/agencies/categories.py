"""Topics that an administrator adds, renames and closes; a load of the reference data leaves these as they are."""

from datetime import datetime

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lapor.agencies import topics
from lapor.agencies.models import Category
from lapor.core.errors import Refused


def add(*, name: str, name_en: str, under: Category, at: datetime) -> Category:
    """A new sub-topic, open from today. Raises Refused: `name_taken`, `no_topic`."""
    if under.parent_id or not Category.objects.current(at).filter(pk=under.pk).exists():
        raise Refused("no_topic", _("Pilih topik utama yang masih terbuka."), field="under")
    _check_name(name, under.pk, at)
    last = under.children.order_by("position").last()
    topics.forget()
    return Category.objects.create(
        parent=under,
        owner=under.owner,
        code=_free_code(under, name),
        name=name,
        name_en=name_en,
        position=last.position + 1 if last else 0,
        valid_from=timezone.localdate(at),
    )


def rename(category: Category, *, name: str, name_en: str, at: datetime) -> Category:
    """The same sub-topic in better words; reports keep it. Raises Refused: `name_taken`, `closed`."""
    if not Category.objects.current(at).filter(pk=category.pk).exists():
        raise Refused("closed", _("Topik ini sudah ditutup."))
    _check_name(name, category.parent_id, at, but=category)
    category.name, category.name_en, category.from_reference = name, name_en, False
    category.save(update_fields=["name", "name_en", "from_reference"])
    topics.forget()
    return category


def close(category: Category, *, at: datetime) -> Category:
    """From now on nobody can choose it; reports that have it keep it. Closed twice it stays as it was."""
    today = timezone.localdate(at)
    if category.valid_until is None or category.valid_until > today:
        category.valid_until = max(today, category.valid_from)
        category.from_reference = False
        category.save(update_fields=["valid_until", "from_reference"])
        topics.forget()
    return category


def _check_name(name: str, topic_id: int | None, at: datetime, *, but: Category | None = None) -> None:
    same = Category.objects.current(at).filter(parent=topic_id, name__iexact=name)
    if any(each != but for each in same):
        raise Refused("name_taken", _("Topik dengan nama itu sudah ada."), field="name")


def _free_code(under: Category, name: str) -> str:
    stem = slugify(f"{under.code}-{name}")[:54].strip("-")
    taken = set(Category.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for code in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)
