// The calendar of the CMS replaces by today what it does not understand, and changes a date under the mouse's wheel.
// What is typed stays as it is: the server understands it or refuses it at the field.
Object.assign(jQuery.fn.datetimepicker.defaults, { validateOnBlur: false, scrollInput: false });
