# SPDX-License-Identifier: GPL-3.0-or-later
"""Palette's refusals (palette-api.md 1.4): string codes with a correlation id, integer codes of its router and
validator.
"""
import uuid


class PaletteError(Exception):
    """What the server answers instead of success. code is text for Palette's own errors, a number for its router's."""

    def __init__(self, status, code, message, details=None):
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details

    def body(self):
        if isinstance(self.code, int):
            return {"code": self.code, "message": self.message}
        return {"code": self.code, "details": self.details, "message": self.message, "ref": str(uuid.uuid4())}


def bad_request(code, message, details=None):
    return PaletteError(400, code, message, details)


def bad_body(reason):
    return PaletteError(400, 400, f"parsing body body from \"\" failed, because {reason}")


def bad_parameter(code, message):
    return PaletteError(422, code, message)


def conflict(code, message):
    return PaletteError(409, code, message)


def forbidden(right):
    return PaletteError(403, "OperationForbidden", f"Operation '{right}' is forbidden for the user")


def method_not_allowed(method, allowed):
    return PaletteError(405, 405, f"method {method} is not allowed, but [{','.join(allowed)}] are")


def not_found(kind, uid):
    return PaletteError(404, "ResourceNotFound", f"The resource '{kind}' with uid '{uid}' was not found")


def path_not_found(path):
    return PaletteError(404, 404, f"path {path} was not found")


def not_registered(uid):
    return PaletteError(400, "EdgeHostDeviceNotRegistered", f"Edge host '{uid}' is not registered")


def project_header_given():
    return PaletteError(400, "ProjectUidIsNotEmpty", "Project uid must be empty for a resource of the tenant")


def too_many_requests():
    return PaletteError(429, "TooManyRequests", "Too many requests, try again later")


def unauthorised(message="The API key or the token is not valid"):
    return PaletteError(401, "UnAuthorizedAccess", message)


def unprocessable(code, message, details=None):
    return PaletteError(422, code, message, details)
