"""The XML in Office packages, read safely: no entities, no network, mended where it is broken."""

from __future__ import annotations

from lxml import etree

from rhyddid.documents.package_members import Package


def xml_part(package: Package, name: str) -> etree._Element | None:
    """A member's root element; None where there is none or it is no XML. Raises `PackageError`."""
    data = package.read(name)
    return None if data is None else safe_xml(data)


def safe_xml(data: bytes) -> etree._Element | None:
    """The root element of `data`, mended where it is broken; no entity is resolved, nothing is loaded."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def attribute(element: etree._Element, local_name: str) -> str | None:
    """An attribute by its local name, whatever its namespace."""
    for name, value in element.attrib.items():
        if str(name).rpartition("}")[2] == local_name:
            return str(value)
    return None


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace; empty for comments, instructions and entities."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
