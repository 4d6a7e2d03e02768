"""Letters from a Word document that people style themselves, in which ``{{ names }}`` stand for what each letter says.

A template holds names and one loop over a list, nothing else: whatever more it asks for is refused before it runs. What
the names stand for is only ever text.
"""

import re
from io import BytesIO
from zipfile import ZipFile

from django.utils.translation import gettext as _
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from gtm.lib.cells import LINE_ENDS
from gtm.lib.files import DOCX, MEGABYTE, RefusedError, recognise
from gtm.lib.word import FORBIDDEN
from gtm.lib.word_directions import turn, words

# A letter needs far less; what is looked through for names is looked through once for each brace.
MAX_SIZE = 20 * MEGABYTE  # unpacked, with its pictures
MAX_TEXT = MEGABYTE  # of the XML that holds its text
MAX_BRACES = 500
EDGES = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
PLAIN = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name)


class Lines(list):
    """A list that a template goes through, or names as a whole: a line each."""

    def __str__(self):
        return "\n".join(self)


class _Names(SandboxedEnvironment):
    """Understands names, and a loop over one that stands for a list. `found` are those that it met."""

    def __init__(self, values):
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.values, self.found = values, set()

    def _parse(self, source, name, filename):
        tree = super()._parse(source, name, filename)
        self._look(tree, frozenset())
        return tree

    def _look(self, node, loop):
        """Refuse all that is neither a name nor a loop; `loop` holds the name that the loop around gives."""
        match node:
            case nodes.Name(name=name, ctx="load"):
                if name not in self.values and name not in loop:
                    raise RefusedError(
                        _("The template asks for “%(name)s”, which is not known. These names are: %(names)s.")
                        % {"name": name, "names": ", ".join(self.values)}
                    )
                self.found |= {name} - loop
            case nodes.For(target=nodes.Name(name=one), iter=nodes.Name(name=many), test=None, recursive=False):
                if loop or node.else_ or not isinstance(self.values.get(many), list):
                    raise self._refused()
                self.found.add(many)
                for child in node.body:
                    self._look(child, frozenset([one]))
            case _ if isinstance(node, PLAIN):
                for child in node.iter_child_nodes():
                    self._look(child, loop)
            case _:
                raise self._refused()

    def _refused(self):
        lists = [name for name, value in self.values.items() if isinstance(value, list)]
        said = _(
            "Between {{ and }} stands one of the names and nothing else, and {%% for … %%} goes through: %(names)s."
        )
        return RefusedError(said % {"names": ", ".join(lists)})


class _Template(DocxTemplate):
    """Fills the body, heads and feet in one go; what was filled in is never looked through for names again."""

    def render_xml_part(self, src_xml, part, context, jinja_env=None):
        return self.resolve_listing(jinja_env.from_string(src_xml).render(context))

    def render_properties(self, context, jinja_env=None):
        """They are those of the letter, not of the template."""

    def render_footnotes(self, context, jinja_env=None):
        """It would go through them once for each section."""


def check(file, *, sample, needed):
    """The content of an uploaded template that works; raises RefusedError.

    `sample` holds a value for each name, no two alike; those of `needed` have to come out of the template.
    """
    if recognise(file) != DOCX:
        raise RefusedError(_("“%(name)s” is not a Word document (DOCX).") % {"name": file.name})
    content = file.read()
    try:
        _bound(file.name, content)
        env, document = _filled(content, sample)
    except RefusedError:
        raise
    except TemplateSyntaxError as error:
        said = _("A brace in “%(name)s” opens nothing that is known: write each name as {{ name }}.")
        raise RefusedError(said % {"name": file.name}) from error
    except Exception as error:  # whatever three libraries stumble over in somebody's file
        said = _("“%(name)s” cannot be filled in: open it in Word and save it again.")
        raise RefusedError(said % {"name": file.name}) from error
    text = "\n".join(map(words, _lines(document)))
    lost = [name for name in needed if name not in env.found or not _stands(sample[name], text)]
    if lost:
        raise RefusedError(
            _("These names do not come out of the template: %(names)s. Write each as {{ name }}.")
            % {"names": ", ".join(lost)}
        )
    return content


def _bound(name, content):
    with ZipFile(BytesIO(content)) as archive:
        fits = sum(part.file_size for part in archive.infolist()) <= MAX_SIZE
    written = [etree.tostring(root) for root in _roots(Document(BytesIO(content)))] if fits else []
    if not fits or sum(map(len, written)) > MAX_TEXT or sum(xml.count(b"{") for xml in written) > MAX_BRACES:
        raise RefusedError(_("“%(name)s” is larger than a letter: take out what is not needed.") % {"name": name})


def _stands(value, text):
    return all(line in text for line in str(value).split("\n") if line)


def fill(content, values, *, title, author):
    """The document that the template `content` becomes with `values`, {name: text or Lines}, in bytes."""
    _env, document = _filled(content, values)
    for line in _lines(document):
        turn(line)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.comments = properties.subject = properties.keywords = ""
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _filled(content, values):
    env, template, file = _Names(values), _Template(BytesIO(content)), BytesIO()
    said = {name: Lines(map(_text, one)) if isinstance(one, list) else _text(one) for name, one in values.items()}
    template.render(said, env)
    template.save(file)
    return env, Document(file)


def _text(said):
    """A blank line begins a paragraph (docxtpl calls it ``\\a``), a line end a line."""
    said = FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", LINE_ENDS.sub("\n", said))
    return re.sub("\n{2,}", "\a", said)


def _roots(document):
    """The elements of the body, and of the heads and feet of its pages."""
    edges = [rel.target_part.element for rel in document.part.rels.values() if rel.reltype in EDGES]
    return [document.element.body, *edges]


def _lines(document):
    return (line for root in _roots(document) for line in root.iter(qn("w:p")))
