# GDAL's /vsis3/: S3 only. Steps: README.md.
import os
import sys
import urllib.request

from osgeo import gdal

if sys.argv[1:] == ["--version"]:
    print(gdal.VersionInfo("RELEASE_NAME"))
    sys.exit()
gdal.UseExceptions()
gdal.PushErrorHandler("CPLQuietErrorHandler")  # what went wrong is asked for


def fresh(name, profile=None):
    gdal.VSICurlClearCache()
    if profile:
        gdal.SetConfigOption("AWS_PROFILE", profile)


def get_object(name, bucket, key):
    gdal.VSICurlClearCache()
    gdal.ErrorReset()
    file = gdal.VSIFOpenL(f"/vsis3/{bucket}/{key}", "rb")
    if file is None:
        raise RuntimeError(gdal.GetLastErrorMsg())
    text = bytes(gdal.VSIFReadL(1, 1000, file)).decode()
    gdal.VSIFCloseL(file)
    return text


def put_object(name, bucket, key):
    file = gdal.VSIFOpenL(f"/vsis3/{bucket}/{key}", "wb")
    gdal.VSIFWriteL(b"hello", 1, 5, file)
    if gdal.VSIFCloseL(file) != 0:
        raise RuntimeError("VSIFCloseL")
    return "done"


def post(path, *body):
    request = urllib.request.Request(os.environ["CONTROL"] + path, method="POST",
                                     data=" ".join(body).encode())
    urllib.request.urlopen(request).read()


def token(text):
    with open(os.environ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"], "w") as file:
        file.write(text)


STEPS = {"fresh": fresh, "get-object": get_object, "put-object": put_object, "post": post,
         "token": token}

for line in sys.stdin:
    word, *arguments = line.split()
    try:
        result = STEPS[word](*arguments)
    except RuntimeError as error:
        # "HTTP response code on URL: 403", or what it was doing, without a code.
        code = str(error).rsplit(" ", 1)[-1]
        result = f"refused RuntimeError {code if code.isdigit() else '-'}"
    if result is not None:
        print(word, arguments[0] + ":", result, flush=True)
