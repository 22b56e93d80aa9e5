"""A message for the NHS message exchange (MESH) as the pair of files that its client picks up: payload and control (HF-13).

Validated structurally here, and not assured by NHS England. It is addressed to a mailbox. The route that finds a GP by NHS
number, date of birth and surname is not made: the guides disagree on how the date is written, and the address would name
the child. Nothing is sent: a transport puts the two files down, the control file last.
"""

from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pydantic import BaseModel, ConfigDict, Field

from notifications.health.payload import NOT_ASSURED

MAILBOX = r"^[A-Z0-9]{3,20}$"


class Control(BaseModel):
    """The control file, in the order and with the names that the client reads. Raises pydantic.ValidationError."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: Literal["1.0"] = Field("1.0", serialization_alias="Version")
    address_type: Literal["DTS"] = Field("DTS", serialization_alias="AddressType")
    message_type: Literal["Data"] = Field("Data", serialization_alias="MessageType")
    from_mailbox: str = Field(pattern=MAILBOX, serialization_alias="From_DTS")
    to_mailbox: str = Field(pattern=MAILBOX, serialization_alias="To_DTS")
    subject: str = Field(NOT_ASSURED, max_length=500, pattern=r"^[^\d\r\n]*$", serialization_alias="Subject")
    local_id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,100}$", serialization_alias="LocalId")
    dts_id: Literal[""] = Field("", serialization_alias="DTSId")
    partner_id: Literal[""] = Field("", serialization_alias="PartnerId")
    compress: Literal["N", "Y"] = Field("Y", serialization_alias="Compress")
    encrypted: Literal["N"] = Field("N", serialization_alias="Encrypted")
    workflow_id: str = Field(pattern=r"^[A-Z0-9_]{1,64}$", serialization_alias="WorkflowId")
    process_id: Literal[""] = Field("", serialization_alias="ProcessId")
    data_checksum: Literal[""] = Field("", serialization_alias="DataChecksum")
    is_compressed: Literal["N"] = Field("N", serialization_alias="IsCompressed")


@dataclass(frozen=True, slots=True)
class MeshPair:
    """Two files of one name. `data` is put down first: the client begins with the control file."""

    data_name: str
    data: bytes
    control_name: str
    control: bytes


def message_pair(notice: str, payload: bytes, sender: str, to: str, workflow: str) -> MeshPair:
    """The pair for one notice. `sender` and `to` are mailbox ids, `workflow` the workflow id agreed with the provider.

    Raises ValueError (pydantic's) for a mailbox, workflow or notice that cannot be one, or an empty payload.
    """
    if not payload:
        raise ValueError(f"notice {notice} has no payload")
    control = Control(from_mailbox=sender, to_mailbox=to, local_id=notice, workflow_id=workflow)
    return MeshPair(f"{notice}.dat", payload, f"{notice}.ctl", as_xml(control))


def as_xml(control: Control) -> bytes:
    """The control file as UTF-8 XML that ends with a line feed."""
    root = Element("DTSControl")
    for name, value in control.model_dump(by_alias=True).items():
        SubElement(root, name).text = value
    indent(root, "  ")
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"
